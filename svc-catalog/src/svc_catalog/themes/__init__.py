"""Service themes for persons and for enterprises (GB/T 39046-2020 Annex A)."""
