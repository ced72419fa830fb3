"""Arguments of public methods, checked and brought into one precise form before anything is sent."""
