from zhixi.config.cli import main

main()
