"""look through items, questions and sites; keep synonyms, counts and gaps"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gaps',
    sa.Column('query', sa.String(length=40), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('department_code', sa.String(length=20), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('mended_on', sa.Date(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('query', 'region_code', name=op.f('pk_gaps'))
    )
    op.create_table('search_asked',
    sa.Column('query', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('empty', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('query', 'day', 'region_code', name=op.f('pk_search_asked'))
    )
    op.create_table('search_changes',
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_search_changes'))
    )
    op.create_index(op.f('ix_search_changes_at'), 'search_changes', ['at'], unique=False)
    op.create_index(op.f('ix_search_changes_xid'), 'search_changes', ['xid'], unique=False)
    op.create_table('search_clicks',
    sa.Column('query', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('clicks', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('query', 'day', 'region_code', 'kind', 'key', name=op.f('pk_search_clicks'))
    )
    op.create_table('search_sites',
    sa.Column('site_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('source_version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_search_sites'))
    )
    op.create_table('synonyms',
    sa.Column('synonym_id', sa.Uuid(), nullable=False),
    sa.Column('word', sa.String(length=20), nullable=False),
    sa.Column('means', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('synonym_id', name=op.f('pk_synonyms'))
    )
    op.create_index('uq_synonyms_region_word', 'synonyms', ['region_code', 'word'], unique=True)
    op.drop_table('search_gaps')
    follow_changes()


# Whoever writes a row that search looks through, search hears of it: `search_change(kind, key column)`.
NOTE = """
create function search_change() returns trigger language plpgsql as $$
declare
    row jsonb := to_jsonb(coalesce(new, old));
begin
    insert into search_changes (xid, kind, source)
    values (pg_current_xact_id()::text::bigint, tg_argv[0], row ->> tg_argv[1]);
    return null;
end
$$
"""
FOLLOWED = (("directory", "item", "code"), ("search_sites", "site", "site_id"), ("synonyms", "synonym", "synonym_id"), ("regions", "region", "code"))


def follow_changes() -> None:
    op.execute(NOTE)
    for table, kind, key in FOLLOWED:
        op.execute(
            f"create trigger search_change after insert or update or delete on {table} "
            f"for each row execute function search_change('{kind}', '{key}')"
        )
    # Only guides that take over from no other are looked through for questions.
    asked = "when (new.inherits_from is null) execute function search_change('question', 'item_id')"
    op.execute(f"create trigger search_change after insert or update of guide on items for each row {asked}")
    op.execute(f"create trigger search_gone after delete on items for each row {asked.replace('new.', 'old.')}")

