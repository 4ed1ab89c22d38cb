"""The public door: every request from outside passes `door.Door.serve` and nothing else."""
