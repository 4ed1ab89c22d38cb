"""Principals: who has ever signed on, by issuer and subject and nothing else."""
