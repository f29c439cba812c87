"""The networks' definitions, their fast step and their checkpoints; knows tensors, not music."""
