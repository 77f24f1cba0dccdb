"""Tables to take away."""

from __future__ import annotations

from litestar import Response

from shared.spreadsheets import CSV_MEDIA_TYPE, XLSX_MEDIA_TYPE, Table, csv_of, xlsx_of


def table_file(table: Table, name: str, format_: str) -> Response[bytes]:
    """A table about people as a download that nobody on the way keeps; `format_`: csv or xlsx."""
    return Response(
        csv_of(table) if format_ == "csv" else xlsx_of(table),
        media_type=CSV_MEDIA_TYPE if format_ == "csv" else XLSX_MEDIA_TYPE,
        headers={
            "content-disposition": f'attachment; filename="{name}.{format_}"',
            "cache-control": "no-store",
        },
    )
