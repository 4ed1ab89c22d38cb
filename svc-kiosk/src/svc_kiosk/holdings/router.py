"""HTTP in front of the copy of the catalogue."""

from servicekit.holdings import holdings
from svc_kiosk.items.models import Item

router = holdings("/held-items", "drift:read", Item, Item.item_id, Item.is_offered.is_(True))
