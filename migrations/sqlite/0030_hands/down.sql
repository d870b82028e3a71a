DROP TABLE show_of_hands;
