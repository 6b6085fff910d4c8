"""``inspector sites``: the registry of sites and columns."""

from pathlib import Path

import click

from inspector.cli.common import Context, table

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
STATES = {"normal": "正常", "excepted": "例外", "closed": "关停"}


@click.group(name="sites", help="登记要检查的网站和栏目 || register the sites and columns to inspect")
def command() -> None:
    pass


@command.command("import", help="导入 XLSX、CSV 或 YAML 登记表 || take over registry files (XLSX, CSV, YAML)")
@FILES
@click.pass_obj
def import_(context: Context, files: tuple[Path, ...]) -> None:
    from inspector.registry import merged, read_registry

    found = read_registry(files, _registered(context))
    with context.store() as store:
        registered = {site.code: site for site in store.sites()}
        report = store.replace_sites(merged(found.entries, registered))
    _remark(context, found.notes)
    added, changed, same = len(report.added), len(report.changed), len(report.unchanged)
    click.echo(
        context.text(
            f"已导入：新增 {added} 个网站，更新 {changed} 个，未变 {same} 个；栏目 {found.column_count} 个",
            f"imported: {added} sites new, {changed} changed, {same} as before; {found.column_count} columns",
        )
    )
    context.say("检查这些网站：inspector run", "to inspect them: inspector run")


@command.command(help="只检查登记表，不导入 || check registry files, import nothing")
@FILES
@click.pass_obj
def check(context: Context, files: tuple[Path, ...]) -> None:
    from inspector.registry import read_registry

    found = read_registry(files, _registered(context))
    _remark(context, found.notes)
    click.echo(
        context.text(
            f"没有问题：网站 {len(found.entries)} 个，栏目 {found.column_count} 个",
            f"nothing wrong: {len(found.entries)} sites, {found.column_count} columns",
        )
    )


@command.command("list", help="列出已登记的网站 || list the registered sites")
@click.pass_obj
def list_(context: Context) -> None:
    with context.store(create=False) as store:
        sites = store.sites()
    headers = context.text("标识码,名称,首页网址,状态,栏目", "code,name,home page,state,columns").split(",")
    states = STATES if context.lang == "zh" else {}
    rows = [(s.code, s.name, s.url, states.get(s.state, s.state), str(len(s.columns))) for s in sites]
    click.echo(table(headers, rows))
    context.say(f"共 {len(sites)} 个网站", f"{len(sites)} sites")


@command.command(help="生成空白登记表 || write empty forms to fill in")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.pass_obj
def template(context: Context, file: Path) -> None:
    from inspector.registry import write_template

    write_template(file, context.lang)
    click.echo(
        context.text(
            f"已生成 {file}；填好后运行 inspector sites check {file}",
            f"wrote {file}; once filled in, run inspector sites check {file}",
        )
    )


def _registered(context: Context) -> list[str]:
    """Codes to which columns may belong. No database is no fault, and none is made for a file that is refused."""
    from rules.errors import StoreError

    try:
        with context.store(create=False) as store:
            return [site.code for site in store.sites()]
    except StoreError:
        return []


def _remark(context: Context, notes: tuple[tuple[str, str], ...]) -> None:
    for zh, en in notes:
        context.say(zh, en)
