"""complete the model of items"""

import sqlalchemy as sa
from alembic import op
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('directory', sa.Column('implementing_body', sa.String(length=200), server_default='', nullable=False))
    op.add_column('directory', sa.Column('legal_basis', sa.Text(), server_default='', nullable=False))
    op.alter_column('stored_files', 'media_type', type_=sa.String(length=100), existing_type=sa.String(length=40), existing_nullable=False)
    op.create_table('item_files',
    sa.Column('item_id', sa.String(length=80), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['items.item_id'], name=op.f('fk_item_files_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', 'sha256', name=op.f('pk_item_files'))
    )
    op.create_index('ix_item_files_sha256', 'item_files', ['sha256'], unique=False)
