"""The charts of the comparison, Excel's own: they follow the cells of the table."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.worksheet import Worksheet

from exports.comparison.columns import COLUMNS
from exports.comparison.summary_sheet import Area, chart_height
from exports.context import Context
from instances.text import Text

_FIRST = 4  # the column of the first figure
_POINTS, _IDLE = ("cost", "bound"), ("learner_idle_hours", "teacher_idle_hours")
_PLACES = {column.key: _FIRST + index for index, column in enumerate(COLUMNS)}
_STEPS = [one * ten for ten in (1, 10, 100, 1000) for one in (1, 2, 5)]
_COLOURS = ("1F5C99", "B9CCE0")


def add_charts(context: Context, sheet: Worksheet, area: Area) -> None:
    """Cost beside its bound, and idle hours, of the complete plans; side by side below all."""
    if area.complete < 2:
        return
    cost = Text("Coût et borne (points)", "Cost and bound (points)")
    idle = Text("Attente (heures)", "Idle time (hours)")
    for title, keys, column in ((cost, _POINTS, "A"), (idle, _IDLE, "H")):
        chart = _bars(sheet, area, keys)
        chart.title = context.say(title)
        if keys is _IDLE:  # parts of a day, see `durations`
            chart.y_axis.number_format = "[h]"
            chart.y_axis.majorUnit = _step(sheet, area) / 24
        sheet.add_chart(chart, f"{column}{area.below + 2}")


def _step(sheet: Worksheet, area: Area) -> int:
    """Whole hours from one number of the idle hours' axis to the next, about six of them."""
    rows, first = range(area.first, area.first + area.complete), _PLACES[_IDLE[0]]
    values = [sheet.cell(row, first + index).value for row in rows for index in range(len(_IDLE))]
    most = 24 * max((value for value in values if isinstance(value, int | float)), default=0)
    return next((step for step in _STEPS if step * 6 >= most), _STEPS[-1])


def _bars(sheet: Worksheet, area: Area, keys: tuple[str, ...]) -> BarChart:
    last = area.first + area.complete - 1
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    for key, colour in zip(keys, _COLOURS, strict=True):
        place = _PLACES[key]
        values = Reference(sheet, min_col=place, min_row=area.first - 1, max_row=last)
        chart.add_data(values, titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(Reference(sheet, min_col=2, min_row=area.first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # the best on top, as in the table
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.number_format = "#,##0"
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    chart.dataLabels.showSerName = chart.dataLabels.showCatName = False
    chart.dataLabels.showLegendKey = False
    chart.legend.position = "b"
    chart.gapWidth = 60
    chart.width, chart.height = 15.0, chart_height(area.complete)  # type: ignore[assignment]
    return chart
