namespace Wsm.Hosting;

/// <summary>What the program contains that others have written: THIRD-PARTY-NOTICES.txt, which docs/licenses/make.sh makes.</summary>
internal static class ThirdPartyNotices
{
    private const string Resource = "THIRD-PARTY-NOTICES.txt";
    private const string Heading = "\n=== wsm contains: ";

    public static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(ThirdPartyNotices).Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }

    public static IReadOnlyList<ThirdPartyPart> Parts { get; } = [.. Text.Split(Heading)[1..].Select(Part)];

    /// <summary>NAME and VERSION, lines "KEY: VALUE", an empty line, the licence.</summary>
    private static ThirdPartyPart Part(string block)
    {
        var head = block[..block.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n');
        var fields = head[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
        var title = head[0].Split(' ');
        return new ThirdPartyPart(title[0], title[1])
        {
            License = fields["Licence"],
            Copyright = fields["Copyright"],
            Home = fields["Home"],
            PackageUrl = fields["Purl"],
            Requires = fields.TryGetValue("Requires", out var names) ? names.Split(", ") : [],
            Sha512 = fields.GetValueOrDefault("SHA-512"),
        };
    }
}
