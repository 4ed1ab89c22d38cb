"""follow the catalogue: hours as rows, tasks, who changed what, tickets of one day"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('opening_hours',
    sa.Column('site_id', sa.String(length=80), nullable=False),
    sa.Column('weekday', sa.SmallInteger(), nullable=False),
    sa.Column('opens', sa.String(length=5), nullable=False),
    sa.Column('closes', sa.String(length=5), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['sites.site_id'], name=op.f('fk_opening_hours_site_id_sites')),
    sa.PrimaryKeyConstraint('site_id', 'weekday', 'opens', name=op.f('pk_opening_hours'))
    )
    op.execute("""
        insert into opening_hours (site_id, weekday, opens, closes)
        select site_id, weekday, span ->> 0, span ->> 1
        from sites,
             (values (1, 'workdays'), (2, 'workdays'), (3, 'workdays'), (4, 'workdays'), (5, 'workdays'),
                     (6, 'saturday'), (7, 'sunday')) as week (weekday, part),
             jsonb_array_elements(coalesce(hours -> part, '[]')) as span
    """)
    op.drop_column('sites', 'hours')
    op.execute("update sites set kind = 'branch' where kind = 'functional_hall'")
    op.alter_column('sites', 'source', type_=sa.String(length=200))
    op.add_column('sites', sa.Column('short_list', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('sites', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()))
    op.add_column('sites', sa.Column('changed_by', sa.String(length=80), nullable=False, server_default='seed'))
    op.alter_column('sites', 'changed_at', server_default=None)
    op.alter_column('sites', 'changed_by', server_default=None)
    op.add_column('sites', sa.Column('offers_changed_at', sa.DateTime(timezone=True), nullable=True))
    # Copies of the present day: what is missing comes with the next event.
    op.execute('delete from live_tickets')
    op.drop_index('ix_live_tickets_hall', table_name='live_tickets')
    op.alter_column('live_tickets', 'stage', type_=sa.SmallInteger())
    op.add_column('live_tickets', sa.Column('day', sa.Date(), nullable=False))
    op.add_column('live_tickets', sa.Column('heard_at', sa.DateTime(timezone=True), nullable=False))
    op.create_index('ix_live_tickets_day', 'live_tickets', ['day', 'hall_id'], unique=False)
    op.create_table('tasks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=80), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks'))
    )
    op.create_index('ix_tasks_region', 'tasks', ['region_code', 'opened_at'], unique=False)
    op.create_index('uq_tasks_open', 'tasks', ['kind', 'subject'], unique=True, postgresql_where=sa.text('closed_at IS NULL'))
