DROP TABLE panel;
