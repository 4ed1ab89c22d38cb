"""The runtime every service of the suite uses and none writes twice."""
