"""Issues in which the policies of a quarter are collected (汇编)."""
