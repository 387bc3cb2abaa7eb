"""The form as data: pages, boxes, formulas and checks; and the code that loads it."""
