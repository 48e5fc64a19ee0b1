using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using static System.Net.HttpStatusCode;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>What the specification asks of listings.</summary>
internal static partial class DiscoveryRequirements
{
    private const string Tags = "Content Discovery, Listing Tags (end-8)";
    private const string Referrers = "Content Discovery, Listing Referrers (end-12)";
    private const string Nothing = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    public static IEnumerable<Requirement> All => [new(Tags, "the tags of a repository come with 200, its name, and in order", async s =>
            {
                var name = await TaggedAsync(s);
                var answer = (await s.PullAsync($"/v2/{name}/tags/list")).Is(OK);
                Assert.Equal(name, answer.Json().GetProperty("name").GetString());
                Assert.Equal(["1.0", "a", "B", "c", "Latest"], answer.Names("tags"));
            }), new(Tags, "an unknown repository is 404", async s => (await s.AskAsync("GET", "/v2/team/none/tags/list")).Fails(NotFound, "NAME_UNKNOWN")), new(Tags, "n gives that many", async s => Assert.Equal(["1.0", "a"], (await s.PullAsync($"/v2/{await TaggedAsync(s)}/tags/list?n=2")).Is(OK).Names("tags"))), new(Tags, "n over " + "the number of tags gives all and no link", async s =>
            {
                var answer = (await s.PullAsync($"/v2/{await TaggedAsync(s)}/tags/list?n=5")).Is(OK);
                Assert.Equal(5, answer.Names("tags").Length);
                Assert.Null(answer.Header("Link"));
            }), new(Tags, "n=0 gives an empty list and no link", async s =>
            {
                var answer = (await s.PullAsync($"/v2/{await TaggedAsync(s)}/tags/list?n=0")).Is(OK);
                Assert.Empty(answer.Names("tags"));
                Assert.Null(answer.Header("Link"));
            }), new(Tags, "last gives those after it, whether it is there or not, with n or without", async s =>
            {
                var name = await TaggedAsync(s);
                Assert.Equal(["B", "c"], (await s.PullAsync($"/v2/{name}/tags/list?n=2&last=a")).Is(OK).Names("tags"));
                Assert.Equal(["c", "Latest"], (await s.PullAsync($"/v2/{name}/tags/list?last=B")).Is(OK).Names("tags"));
                Assert.Equal(["c", "Latest"], (await s.PullAsync($"/v2/{name}/tags/list?last=bzz")).Is(OK).Names("tags"));
                Assert.Empty((await s.PullAsync($"/v2/{name}/tags/list?n=3&last=zzz")).Is(OK).Names("tags"));
            }), new(Tags, "links of the relation next lead through all of them", async s =>
            {
                var found = new List<string>();
                for (string? next = $"/v2/{await TaggedAsync(s)}/tags/list?n=2"; next is not null; )
                {
                    var answer = (await s.PullAsync(next)).Is(OK);
                    found.AddRange(answer.Names("tags"));
                    next = answer.Header("Link") is { } link ? NextLink().Match(link).Groups[1].Value : null;
                }
                Assert.Equal(["1.0", "a", "B", "c", "Latest"], found);
            }), new(Tags, "a mirror's next page is of the same registry", async s =>
            {
                var name = await TaggedAsync(s, $"quay.io/{s.NewName()}");
                var link = (await s.PullAsync($"/v2/{name["quay.io/".Length..]}/tags/list?n=1&ns=quay.io")).Is(OK).Header("Link");
                Assert.Equal(["a"], (await s.PullAsync(NextLink().Match(link!).Groups[1].Value)).Is(OK).Names("tags"));
            }), new(Tags, "n that is no count is refused", async s =>
            {
                foreach (var n in (string[])["-1", "x", "1.5", "99999999999"])
                {
                    (await s.AskAsync("GET", $"/v2/team/app/tags/list?n={n}")).Fails(BadRequest, "UNSUPPORTED");
                }
            }), new(Tags, "the tags of a bundle are listed", async s => Assert.Equal(["1.0"], (await s.AskAsync("GET", "/v2/team/app/tags/list")).Is(OK).Names("tags"))), new(Referrers, "without any, " + "the answer is 200 with an empty index, never 404", async s =>
            {
                foreach (
                    var path in (string[])
                        [
                            $"/v2/team/app/referrers/{SpecServers.App.Digest}",
                            $"/v2/team/app/referrers/{Nothing}",
                            $"/v2/team/none/referrers/{Nothing}",
                        ]
                )
                {
                    Assert.Empty(Listed((await s.AskAsync("GET", path)).Is(OK)));
                }
            }), new(Referrers, "what is no digest is 400", async s => (await s.AskAsync("GET", "/v2/team/app/referrers/latest")).Fails(BadRequest, "DIGEST_INVALID")), new(Referrers, "those pushed before and " + "after their subject are listed, with type and annotations", async s =>
            {
                var name = s.NewName();
                var subject = await s.ManifestAsync(name);
                var typed = await s.ManifestAsync(
                    name,
                    $$""","artifactType":"a/signature","annotations":{"by":"anna"},{{Subject(subject)}}"""
                );
                var untyped = await s.ManifestAsync(name, "," + Subject(subject));
                var index = Encoding.UTF8.GetBytes(
                    $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[],"annotations":{"kind":"index"},{{Subject(subject)}}}"""
                );
                (await s.PutManifestAsync(name, Digest.Of(typed).ToString(), typed)).Is(Created);
                (await s.PutManifestAsync(name, "1", subject)).Is(Created);
                (await s.PutManifestAsync(name, Digest.Of(untyped).ToString(), untyped)).Is(Created);
                Assert.Equal(
                    Digest.Of(subject).ToString(),
                    (await s.PutManifestAsync(name, "index", index, MediaTypes.OciIndex)).Is(Created).Header("OCI-Subject")
                );

                var found = Listed((await s.PullAsync($"/v2/{name}/referrers/{Digest.Of(subject)}")).Is(OK))
                    .ToDictionary(entry => entry.GetProperty("digest").GetString()!);

                Assert.Equal(3, found.Count);
                Assert.Equal(
                    ("a/signature", "anna"),
                    (
                        found[Digest.Of(typed).ToString()].GetProperty("artifactType").GetString(),
                        found[Digest.Of(typed).ToString()].GetProperty("annotations").GetProperty("by").GetString()
                    )
                );
                // A manifest without a type has its configuration's, an index has none.
                Assert.Equal(MediaTypes.OciEmpty, found[Digest.Of(untyped).ToString()].GetProperty("artifactType").GetString());
                Assert.False(found[Digest.Of(index).ToString()].TryGetProperty("artifactType", out _));
                Assert.Equal("index", found[Digest.Of(index).ToString()].GetProperty("annotations").GetProperty("kind").GetString());
                Assert.Equal((long)typed.Length, found[Digest.Of(typed).ToString()].GetProperty("size").GetInt64());
            }), new(Referrers, "a filter by type is applied and said to be", async s =>
            {
                var name = s.NewName();
                var subject = await s.ManifestAsync(name);
                foreach (var type in (string[])["a/sbom", "a/signature"])
                {
                    (
                        await s.PutManifestAsync(
                            name,
                            type[2..],
                            await s.ManifestAsync(name, $$""","artifactType":"{{type}}",{{Subject(subject)}}""")
                        )
                    ).Is(Created);
                }
                var answer = (await s.PullAsync($"/v2/{name}/referrers/{Digest.Of(subject)}?artifactType=a%2Fsbom")).Is(OK);
                Assert.Equal("artifactType", answer.Header("OCI-Filters-Applied"));
                Assert.Equal("a/sbom", Assert.Single(Listed(answer)).GetProperty("artifactType").GetString());
                Assert.Empty(Listed((await s.PullAsync($"/v2/{name}/referrers/{Digest.Of(subject)}?artifactType=a/none")).Is(OK)));
                Assert.Null((await s.PullAsync($"/v2/{name}/referrers/{Digest.Of(subject)}")).Header("OCI-Filters-Applied"));
            }), new(Referrers, "what refers to a manifest of the bundle, pushed beside it, is listed", async s =>
            {
                var signature = await s.ManifestAsync("team/app", $$""","artifactType":"a/signature",{{Subject(SpecServers.App.Root)}}""");
                (await s.PutManifestAsync("team/app", Digest.Of(signature).ToString(), signature)).Is(Created);
                Assert.Equal(
                    Digest.Of(signature).ToString(),
                    Assert
                        .Single(Listed((await s.PullAsync($"/v2/team/app/referrers/{SpecServers.App.Digest}")).Is(OK)))
                        .GetProperty("digest")
                        .GetString()
                );
            })];

    private static string Subject(byte[] manifest) =>
        $$""" "subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest.Of(manifest)}}","size":{{manifest.Length}}} """;

    private static List<JsonElement> Listed(SpecAnswer answer)
    {
        Assert.Equal(MediaTypes.OciIndex, answer.ContentType);
        Assert.Equal(
            (2, MediaTypes.OciIndex),
            (answer.Json().GetProperty("schemaVersion").GetInt32(), answer.Json().GetProperty("mediaType").GetString())
        );
        return [.. answer.Json().GetProperty("manifests").EnumerateArray()];
    }

    private static async Task<string> TaggedAsync(SpecServers s, string? name = null)
    {
        name ??= s.NewName();
        var manifest = await s.ManifestAsync(name);
        foreach (var tag in (string[])["c", "Latest", "a", "1.0", "B"])
        {
            (await s.PutManifestAsync(name, tag, manifest)).Is(Created);
        }

        return name;
    }

    [GeneratedRegex("^<([^>]+)>; rel=\"next\"$")]
    private static partial Regex NextLink();
}
