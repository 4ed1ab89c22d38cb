"""tell what arrives"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('arrivals',
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('directory_code', sa.String(length=80), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('decided_by', sa.String(length=200), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=500), server_default='', nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['directory_code'], ['directory.code'], name=op.f('fk_arrivals_directory_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('region_code', 'directory_code', name=op.f('pk_arrivals'))
    )
    op.create_index('ix_arrivals_todo', 'arrivals', ['state', 'region_code', 'arrived_at'], unique=False)
    op.add_column('rounds', sa.Column('close_reason', sa.String(length=500), server_default='', nullable=False))
    op.add_column('rounds', sa.Column('closed_by', sa.String(length=200), nullable=True))
