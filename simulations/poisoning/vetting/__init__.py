"""Ways of looking over data, or a model, before the model is used: some find poison, some do not."""
