import sys

from ctg.commands import main

sys.exit(main())
