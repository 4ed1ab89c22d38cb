"""Short links, which lead to pages of this catalogue and nowhere else."""
