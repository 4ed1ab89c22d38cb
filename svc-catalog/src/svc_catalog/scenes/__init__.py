"""Scenes: questions in plain words that lead to the right items and situations (场景式导办)."""
