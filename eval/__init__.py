"""The evaluation: questions, what counts as right, and how fast answers come."""
