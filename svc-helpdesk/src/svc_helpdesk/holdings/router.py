"""HTTP in front of the copy of the catalogue: an item is offered as long as the bot answers for it."""

from sqlalchemy import exists

from servicekit.holdings import holdings
from svc_helpdesk.items.models import Item
from svc_helpdesk.knowledge.models import Entry

answered = exists().where(Entry.item_id == Item.item_id, Entry.state == "published")
router = holdings("/held-items", "drift:read", Item, Item.item_id, (Item.state == "published") | answered)
