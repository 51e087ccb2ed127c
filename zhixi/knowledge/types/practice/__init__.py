"""Best practice (最佳实践): how the best do it, step by step."""
