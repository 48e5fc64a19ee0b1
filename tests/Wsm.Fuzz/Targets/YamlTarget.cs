using System.Text;
using Wsm.Helm.Data.Yaml;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;
using Wsm.Product.Sources;
using Wsm.Site.ChartStores;

namespace Wsm.Fuzz.Targets;

/// <summary>YAML as charts have it, and the indexes of chart repositories.</summary>
internal sealed class YamlTarget : IFuzzTarget
{
    public string Name => "yaml";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        "apiVersion: v1\nentries:\n  x:\n  - name: x\n    version: 1.0.0\n    digest: abc\n    urls:\n    - x-1.0.0.tgz\ngenerated: \"2026-01-01T00:00:00Z\"\n"u8.ToArray(),
        "a: &a\n  b: [1, 2.5, true, null, 2026-01-01]\nc:\n  <<: *a\n  d: |\n    text\n    more\n  e: >-\n    folded\n"u8.ToArray(),
        "entries: &e {x: [*e]}\n"u8.ToArray(),
        "import-values: &b [*b]\n"u8.ToArray(),
        // The attack had 100,000. An error that far down takes milliseconds to come up again, and with them the fuzzer's time.
        Encoding.ASCII.GetBytes(new string('[', 200)),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "entries:\n",
        "- ",
        "  ",
        "? ",
        ": ",
        "!!binary ",
        "!!",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "\"\\u0000\"",
        "%YAML 1.1\n",
        "urls: [x]\n",
    ];

    public void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Try(() => YamlReader.Read(text));
        Try(() => ChartIndex.Parse(text).WithUrlPrefix("charts/").ToYaml());
        Try(() => RepositoryIndex.Read(input, "x", "here"));
        Try(() => NodeReader.Read(text, new CatalogErrors()));
    }

    public void Dispose() { }

    private static void Try(Func<object?> read)
    {
        try
        {
            _ = read();
        }
        catch (Exception refused) when (refused is YamlException or InvalidDataException or UserError)
        {
            // Refused.
        }
    }
}
