namespace Wsm.Product.Wording;

/// <summary>Sizes as people read them, in the binary units that disks and registries are counted in.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three significant figures: <c>812 B</c>, <c>1.46 GiB</c>, <c>30.2 MiB</c>.</summary>
    public static string Text(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format =
            unit == 0 || value >= 99.95 ? "0"
            : value >= 9.995 ? "0.0"
            : "0.00";
        return $"{value.ToString(format)} {Units[unit]}";
    }
}
