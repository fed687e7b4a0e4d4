"""Resident memory of one whole process, after its start and after 2,000 turns."""

from benchmarks.bench import bench, load_now

TURNS = 2_000


async def main() -> None:
    async with bench() as ground, ground.linli() as linli:
        await linli.bot.rate(1, "谢谢")
        before = linli.memory()
        await linli.bot.rate(TURNS // 2, "谢谢")
        await linli.bot.rate(TURNS // 2, "菜单")
        print(
            f"memory: {before:.0f} MB after the start, {linli.memory():.0f} MB"
            f" after {TURNS:,} turns ({load_now()})"
        )
