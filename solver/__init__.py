"""The search: build the model, solve it in stages, keep the best plan found."""
