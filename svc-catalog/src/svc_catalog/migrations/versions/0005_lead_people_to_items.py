"""keep navigations, scenes, situations, sheets, links and the feed of changes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_changes',
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('directory_code', sa.String(length=80), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_item_changes')),
    sa.UniqueConstraint('seq', name=op.f('uq_item_changes_seq'))
    )
    op.create_table('links',
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_links'))
    )
    op.create_index('uq_links_target', 'links', ['kind', 'key'], unique=True)
    op.create_table('navigation_entries',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('directory_codes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'code', name=op.f('pk_navigation_entries'))
    )
    op.create_table('scenes',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('draft', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('author', sa.String(length=200), nullable=False),
    sa.Column('published', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_scenes'))
    )
    op.create_index(op.f('ix_scenes_region_code'), 'scenes', ['region_code'], unique=False)
    op.create_table('sheets',
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('item_version', sa.BigInteger(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=False),
    sa.Column('pdf_sha256', sa.String(length=64), nullable=False),
    sa.Column('holder', sa.String(length=200), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_sheets'))
    )
    op.create_index('ix_sheets_holder', 'sheets', ['holder', 'issued_at'], unique=False, postgresql_where=sa.text('holder IS NOT NULL'))
    op.create_index(op.f('ix_sheets_item_id'), 'sheets', ['item_id'], unique=False)
    op.create_table('demands',
    sa.Column('demand_id', sa.Uuid(), nullable=False),
    sa.Column('sheet_code', sa.String(length=24), nullable=False),
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('item_name', sa.String(length=200), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('department_code', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('what', sa.String(length=100), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('said_by', sa.String(length=10), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=True),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('closed_by', sa.String(length=200), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['sheet_code'], ['sheets.code'], name=op.f('fk_demands_sheet_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('demand_id', name=op.f('pk_demands'))
    )
    op.create_index(op.f('ix_demands_sheet_code'), 'demands', ['sheet_code'], unique=False)
    op.create_index('ix_demands_todo', 'demands', ['state', 'region_code', 'due_at'], unique=False)
    op.create_table('scene_publications',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('tree', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('author', sa.String(length=200), nullable=False),
    sa.Column('publisher', sa.String(length=200), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['code'], ['scenes.code'], name=op.f('fk_scene_publications_code')),
    sa.PrimaryKeyConstraint('code', 'number', name=op.f('pk_scene_publications'))
    )
    op.create_table('situations',
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('questions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('situations', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['items.item_id'], name=op.f('fk_situations_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_situations'))
    )
    op.add_column('calendar_years', sa.Column('notice', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    number_changes()


# The lock is taken as a transaction commits and held until it has: numbers follow the order of commits,
# and nobody who has read up to one misses a smaller one. What was never published is nobody's business.
NOTE = """
create function item_change() returns trigger language plpgsql as $$
declare
    told items%rowtype := coalesce(new, old);
begin
    if tg_op = 'UPDATE' and old.version = new.version then
        return null;
    end if;
    if told.state = 'draft' then
        return null;
    end if;
    perform pg_advisory_xact_lock(7003, 5);
    insert into item_changes (item_id, seq, version, directory_code, region_code, state, changed_at)
    values (
        told.item_id, nextval('item_changes_number'), told.version, told.directory_code, told.region_code,
        case tg_op when 'DELETE' then 'removed' else told.state end,
        case tg_op when 'DELETE' then now() else told.changed_at end
    )
    on conflict (item_id) do update set
        seq = excluded.seq, version = excluded.version, state = excluded.state, changed_at = excluded.changed_at;
    return null;
end
$$
"""


def number_changes() -> None:
    op.execute("create sequence item_changes_number")
    op.execute(NOTE)
    op.execute(
        "create constraint trigger item_change after insert or update or delete on items "
        "deferrable initially deferred for each row execute function item_change()"
    )
    op.execute(
        "insert into item_changes (item_id, seq, version, directory_code, region_code, state, changed_at) "
        "select item_id, nextval('item_changes_number'), version, directory_code, region_code, state, changed_at "
        "from items where state <> 'draft' order by changed_at, item_id"
    )
