"""Tools that write what a class needs: notebooks, slides, worksheets, a plan."""
