"""Why an answer fails: cause, evidence, what to change in the software that answered."""
