using Spectre.Console;
using Spectre.Console.Rendering;
using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>A bar's rate and the time that is left at it. Spectre's own columns take what was there already for speed.</summary>
internal sealed class RateColumn(Func<ProgressTask, TransferRate?> rateOf) : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(TextOf(rateOf(task), task.MaxValue - task.Value)) { Justification = Justify.Right };

    public override int? GetColumnWidth(RenderOptions options) => "1023 KiB/s 239:59:59".Length;

    internal static string TextOf(TransferRate? rate, double left)
    {
        var (bytes, time) = rate is null ? (0, null) : ((long)rate.BytesPerSecond, rate.TimeFor(left));
        return $"{ByteSize.Text(bytes)}/s "
            + $"{(time is { } known ? $"{(int)known.TotalHours:00}:{known.Minutes:00}:{known.Seconds:00}" : "--:--:--"), 9}";
    }
}
