/** TODO */
