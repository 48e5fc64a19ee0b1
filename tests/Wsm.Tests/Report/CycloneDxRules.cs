using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wsm.Tests.Report;

/// <summary>
/// The rules of the CycloneDX 1.6 JSON schema for the parts that wsm writes (required fields, permitted values, unknown properties, unique
/// and resolvable references).
/// </summary>
internal static class CycloneDxRules
{
    private static readonly string[] ComponentTypes =
    [
        "application",
        "framework",
        "library",
        "container",
        "platform",
        "operating-system",
        "device",
        "device-driver",
        "firmware",
        "file",
        "machine-learning-model",
        "data",
        "cryptographic-asset",
    ];
    private static readonly string[] ReferenceTypes =
    [
        "vcs",
        "bom",
        "distribution",
        "attestation",
        "evidence",
        "digital-signature",
        "electronic-signature",
        "documentation",
        "website",
        "other",
    ];

    /// <summary>Those of SPDX's list that wsm's parts have.</summary>
    private static readonly string[] LicenseIds = ["Apache-2.0", "BSD-3-Clause", "MIT"];

    private static readonly Dictionary<string, int> HashLengths = new() { ["SHA-256"] = 64, ["SHA-512"] = 128 };

    /// <returns>What is wrong; empty when nothing is.</returns>
    public static IReadOnlyList<string> Problems(string json)
    {
        using var document = JsonDocument.Parse(json);
        var problems = new List<string>();
        var root = document.RootElement;
        Only(
            root,
            "$",
            ["$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"],
            problems
        );
        Require(Text(root, "bomFormat") == "CycloneDX", "bomFormat", problems);
        Require(Text(root, "specVersion") == "1.6", "specVersion", problems);
        Require(
            Regex.IsMatch(Text(root, "serialNumber"), "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
            "serialNumber",
            problems
        );
        Require(root.GetProperty("version").GetInt32() >= 1, "version", problems);
        var metadata = root.GetProperty("metadata");
        Only(metadata, "metadata", ["tools", "component"], problems);
        List<JsonElement> components = [metadata.GetProperty("component"), .. root.GetProperty("components").EnumerateArray()];
        foreach (var component in components.Concat(metadata.GetProperty("tools").GetProperty("components").EnumerateArray()))
        {
            Component(component, problems);
        }

        var references = components.Select(component => Text(component, "bom-ref")).ToList();
        Require(references.Distinct().Count() == references.Count, "bom-ref is not unique", problems);
        var dependencies = root.GetProperty("dependencies").EnumerateArray().ToList();
        foreach (var dependency in dependencies)
        {
            Only(dependency, "dependency", ["ref", "dependsOn"], problems);
            var others = dependency.GetProperty("dependsOn").EnumerateArray().Select(other => other.GetString()!).ToList();
            Require(others.Distinct().Count() == others.Count, "dependsOn repeats itself", problems);
            foreach (var reference in others.Append(Text(dependency, "ref")))
            {
                Require(references.Contains(reference), $"{reference} is no component", problems);
            }
        }

        Require(
            dependencies.Select(dependency => Text(dependency, "ref")).Order().SequenceEqual(references.Order()),
            "not every component is in the graph, once",
            problems
        );
        return problems;
    }

    private static void Component(JsonElement component, List<string> problems)
    {
        var name = Text(component, "name");
        Only(
            component,
            name,
            [
                "type",
                "bom-ref",
                "group",
                "name",
                "version",
                "description",
                "hashes",
                "licenses",
                "copyright",
                "purl",
                "externalReferences",
                "properties",
            ],
            problems
        );
        Require(name.Length > 0, "a component without a name", problems);
        Require(ComponentTypes.Contains(Text(component, "type")), $"type of {name}", problems);
        if (component.TryGetProperty("purl", out var purl))
        {
            Require(
                Regex.IsMatch(
                    purl.GetString()!,
                    @"^pkg:(oci|helm|nuget|github/[^/@?]+)/[^/@?]+@[^@?/]+(\?[a-z_]+=[^&/:@]+(&[a-z_]+=[^&/:@]+)*)?$"
                ),
                $"purl of {name}: {purl}",
                problems
            );
        }

        foreach (var hash in List(component, "hashes"))
        {
            Hash(hash, name, problems);
        }

        foreach (var choice in List(component, "licenses"))
        {
            Only(choice, name, ["license"], problems);
            Only(choice.GetProperty("license"), name, ["id"], problems);
            Require(LicenseIds.Contains(Text(choice.GetProperty("license"), "id")), $"license of {name}", problems);
        }

        foreach (var reference in List(component, "externalReferences"))
        {
            Only(reference, name, ["type", "url", "comment", "hashes"], problems);
            Require(ReferenceTypes.Contains(Text(reference, "type")), $"reference type of {name}", problems);
            Require(Uri.TryCreate(Text(reference, "url"), UriKind.Absolute, out _), $"reference of {name}", problems);
            foreach (var hash in List(reference, "hashes"))
            {
                Hash(hash, name, problems);
            }
        }

        foreach (var property in List(component, "properties"))
        {
            Only(property, name, ["name", "value"], problems);
            Require(
                Text(property, "name").StartsWith("wsm:", StringComparison.Ordinal)
                    && property.GetProperty("value").ValueKind == JsonValueKind.String,
                $"property of {name}",
                problems
            );
        }
    }

    private static void Hash(JsonElement hash, string name, List<string> problems)
    {
        Only(hash, name, ["alg", "content"], problems);
        Require(
            HashLengths.TryGetValue(Text(hash, "alg"), out var length) && Regex.IsMatch(Text(hash, "content"), $"^[0-9a-f]{{{length}}}$"),
            $"hash of {name}",
            problems
        );
    }

    private static void Only(JsonElement element, string where, string[] known, List<string> problems) =>
        problems.AddRange(
            element
                .EnumerateObject()
                .Where(property => !known.Contains(property.Name))
                .Select(property => $"{where}: {property.Name} is unknown")
        );

    private static void Require(bool condition, string problem, List<string> problems)
    {
        if (!condition)
        {
            problems.Add(problem);
        }
    }

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    private static IReadOnlyList<JsonElement> List(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? [.. value.EnumerateArray()] : [];
}
