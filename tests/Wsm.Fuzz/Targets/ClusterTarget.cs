using System.Text;
using System.Text.Json;
using Wsm.Kubernetes.Objects;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Fuzz.Targets;

/// <summary>What clusters and their machines say: objects, versions, mirrors.</summary>
internal sealed class ClusterTarget : IFuzzTarget
{
    public string Name => "cluster";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[{"kind":"Pod","metadata":{"name":"a","namespace":"b","labels":{"x":"y"},"ownerReferences":[{"kind":"Job","name":"j","controller":true}]},"status":{"observedGeneration":9}}]}"""u8.ToArray(),
        """{"kind":"Status","reason":"NotFound","code":404,"message":"no","details":{"causes":[{"field":"a","message":"b"}]}}"""u8.ToArray(),
        """{"clientVersion":{"gitVersion":"v1.33.0"},"serverVersion":{"gitVersion":"v1.33.0"},"apiVersions":["v1","apps/v1"]}"""u8.ToArray(),
        """{"registry-mirrors":["https://mirror.example.com/hub","mirror.example.com"]}"""u8.ToArray(),
        "{\"metadata\":{\"name\":\"\\ud800\"}}"u8.ToArray(),
        "{\"metadata\":{\"\\ud800\":1}}"u8.ToArray(),
        Encoding.Latin1.GetBytes("{\"metadata\":{\"labels\":{\"\u00ff\":\"a\"}}}"),
        "{\"kind\":\"Pod\",\"kind\":\"Pod\"}"u8.ToArray(),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\"metadata\":",
        "\"labels\":",
        "\"name\":",
        "\"items\":",
        "\"serverVersion\":",
        "\"gitVersion\":",
        "\"registry-mirrors\":",
        "null",
        "\\udfff",
        "9223372036854775808",
        "-1e400",
    ];

    public void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Try(() => Look(new KubeObject(KubeJson.ParseObject(input))));
        Try(() => ClusterFactsReader.Read(text, "facts"));
        Try(() => RegistriesConf.ReadDocker(text, "daemon.json"));
    }

    public void Dispose() { }

    private static void Look(KubeObject found)
    {
        _ = $"{found} {found.Kind} {found.Uid} {found.ResourceVersion} {found.Controller} {found.Number("code")} {found.Flag("items")}";
        _ = found.Labels.Count + found.Annotations.Count;
        foreach (var item in found.Items("items"))
        {
            Look(item);
        }
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is JsonException or UserError)
        {
            // Refused.
        }
    }
}
