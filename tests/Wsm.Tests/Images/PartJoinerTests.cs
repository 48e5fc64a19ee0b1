using Wsm.Oci.References;
using Wsm.Product.Finding;

namespace Wsm.Tests.Images;

public sealed class PartJoinerTests
{
    private static readonly string[] Hosts = ["quay.io", "registry.example.com", "cr.example.net:5000", "ghcr.io"];
    private static readonly string[] Names = ["edge", "team", "mirror", "gpu-driver", "proxy", "store.v2", "a1"];
    private static readonly string[] Tags = ["1.2.3", "v4", "2025-01-20", "x86_64-v17", "1.19.1-scala_2.12", "latest"];
    private static readonly string[] Stems = ["sidecar", "init", "rollout", "cache"];

    [Fact]
    public void A_reference_split_over_keys_in_any_way_is_joined_again()
    {
        var random = new Random(20250117);
        for (var round = 0; round < 400; round++)
        {
            var (host, path, last, tag) = (Pick(Hosts), Pick(Names), Pick(Names) + round, Pick(Tags));
            var (entries, isMapping) = Split(host, path, last, tag);
            var shuffled = entries.OrderBy(_ => random.Next()).ToList();
            var yaml = isMapping ? Mapping(shuffled) : Variables(shuffled);

            var use = Assert.Single(Looking.At(yaml).Uses, use => use.Kind == UseKind.Candidate);

            Assert.Equal(ImageReference.Parse($"{host}/{path}/{last}:{tag}"), use.Reference);
        }

        string Pick(string[] some) => some[random.Next(some.Length)];

        (List<(string Key, string Text)> Entries, bool IsMapping) Split(string host, string path, string last, string tag)
        {
            var stem = Pick(Stems);
            return random.Next(8) switch
            {
                0 => ([("repository", $"{host}/{path}/{last}"), ("tag", tag)], true),
                1 => ([("registry", host), ("repository", $"{path}/{last}"), ("tag", tag)], true),
                2 => ([("repository", $"{host}/{path}"), ("image", last), ("tag", tag)], true),
                3 => ([("hub", $"{host}/{path}"), ("image", last), ("tag", tag)], true),
                4 => ([($"{stem}Image", $"{host}/{path}/{last}"), ($"{stem}ImageTag", tag)], true),
                5 => ([($"{stem}Repository", $"{host}/{path}/{last}"), ($"{stem}Tag", tag)], true),
                6 => ([($"{stem}_IMAGE".ToUpperInvariant(), $"{host}/{path}/{last}"), ($"{stem}_TAG".ToUpperInvariant(), tag)], false),
                _ => (
                    [
                        ($"{stem}_REGISTRY".ToUpperInvariant(), host),
                        ($"{stem}_REPOSITORY".ToUpperInvariant(), $"{path}/{last}"),
                        ($"{stem}_TAG".ToUpperInvariant(), tag),
                    ],
                    false
                ),
            };
        }
    }

    [Fact]
    public void Half_of_a_pair_is_never_an_image()
    {
        foreach (
            var entries in (string[])
                ["image: quay.io/a/b, tag: ''", "repository: quay.io/a/b", "baseImage: quay.io/a/b", "tag: v1", "image: b, version: '2'"]
        )
        {
            Assert.Empty(Looking.At(Resource(entries)).Uses);
        }
    }

    [Fact]
    public void Random_words_are_no_references()
    {
        var random = new Random(17);
        string[] words = ["user", "login", "team", "app", "events", "created", "rate", "job", "up", "docs", "v2", "main", "web", "queue"];
        for (var round = 0; round < 400; round++)
        {
            string Word() => words[random.Next(words.Length)];
            var text = $"{Word()}.{Word()}/{Word()}:{Word()} {Word()}/{Word()}:{Word()} {Word()}:{random.Next(65535)}";

            Assert.Empty(Looking.At(Resource($"setting: \"{text}\"")).Uses);
        }
    }

    private static string Resource(string entries) =>
        $"apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {{part: {{{entries}}}}}\n";

    private static string Mapping(List<(string Key, string Text)> entries) =>
        Resource(string.Join(", ", entries.Select(entry => $"{entry.Key}: \"{entry.Text}\"")));

    private static string Variables(List<(string Key, string Text)> entries) =>
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: quay.io/main/operator:1\n    env:\n"
        + string.Concat(entries.Select(entry => $"    - {{name: {entry.Key}, value: \"{entry.Text}\"}}\n"));
}
