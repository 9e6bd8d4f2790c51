"""What a person does: one module for each job, one function for each command."""
