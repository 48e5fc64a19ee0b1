using System.Text.Json;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Product.Listing;

/// <summary>What runs in a cluster, by the list of its pods: each image as its pod names it, pinned to the content that runs.</summary>
internal static class ClusterPods
{
    private const string Advice = "Make the file with: kubectl get pods -A -o json > pods.json";

    private static readonly (string Spec, string Status)[] Lists =
    [
        ("initContainers", "initContainerStatuses"),
        ("containers", "containerStatuses"),
        ("ephemeralContainers", "ephemeralContainerStatuses"),
    ];

    /// <exception cref="UserError">It is no list of pods.</exception>
    public static ListedImages Read(string text, string shownAs)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
        }
        catch (JsonException broken)
        {
            throw new UserError($"{shownAs} is not JSON: {broken.Message}", Advice, FailureKind.Usage, broken);
        }

        using (document)
        {
            return ReadPods(document.RootElement, shownAs);
        }
    }

    private static ListedImages ReadPods(JsonElement root, string shownAs)
    {
        try
        {
            var pods = (Text(root, "kind") == "Pod" ? [root] : Items(root, "items"))
                .Where(item => Text(item, "kind") is "Pod" or null)
                .ToList();
            var containers = pods.SelectMany(Containers).ToList();
            if (containers.Count == 0)
            {
                throw UserError.Usage($"{shownAs} holds no pods.", Advice);
            }

            return Pinned(containers, shownAs);
        }
        catch (InvalidOperationException broken)
        {
            // Half a surrogate pair, say, which is seen only when somebody wants the text.
            throw new UserError($"{shownAs} holds text that is none: {broken.Message}", Advice, FailureKind.Usage, broken);
        }
    }

    private static IEnumerable<Running> Containers(JsonElement pod)
    {
        var metadata = Property(pod, "metadata");
        var name = $"Pod {(Text(metadata, "namespace") is { } place ? place + "/" : "")}{Text(metadata, "name") ?? "?"}";
        foreach (var (spec, status) in Lists)
        {
            var statuses = Items(Property(pod, "status"), status).ToLookup(item => Text(item, "name"));
            foreach (var container in Items(Property(pod, "spec"), spec))
            {
                var called = Text(container, "name");
                yield return new Running(
                    name,
                    called,
                    Text(container, "image") ?? "",
                    Text(statuses[called].FirstOrDefault(), "imageID") ?? ""
                );
            }
        }
    }

    private static ListedImages Pinned(List<Running> containers, string shownAs)
    {
        var images = new List<ListedImage>();
        var problems = new List<string>();
        foreach (var same in containers.GroupBy(container => container.Image))
        {
            if (!ImageReference.TryParse(same.Key, out var reference, out var problem))
            {
                problems.AddRange(
                    same.Select(container =>
                        $"{shownAs}: {container.Shown} names '{container.Image}', which is not an image reference: {problem}"
                    )
                );
                continue;
            }

            if (reference.Digest is not null)
            {
                images.AddRange(same.Select(container => Image(reference, container, null)));
                continue;
            }

            Pin(reference, [.. same], images, problems, shownAs);
        }

        return new ListedImages(images, problems);
    }

    /// <summary>
    /// Nodes may have pulled a tag at different times: what most pods run keeps the tag, and the rest is carried by its digest.
    /// </summary>
    private static void Pin(
        ImageReference reference,
        List<Running> containers,
        List<ListedImage> images,
        List<string> problems,
        string shownAs
    )
    {
        var contents = containers
            .Where(container => container.Digest is not null)
            .GroupBy(container => container.Digest!)
            .OrderByDescending(group => group.Count())
            .ToList();
        foreach (var (group, number) in contents.Select((group, number) => (group, number)))
        {
            var pinned = ImageReference.Create(reference.Registry, reference.Repository, number == 0 ? reference.Tag : null, group.Key);
            images.AddRange(group.Select(container => Image(pinned, container, "as it runs")));
        }

        if (contents.Count > 1)
        {
            problems.Add(
                $"{shownAs}: {reference.AsWritten} runs with {contents.Count} different contents; {contents[0].Key} is "
                    + "carried under the tag, which "
                    + $"most pods run, and {(contents.Count == 2 ? "the other" : "the others")} by digest alone"
            );
        }

        var unknown = containers.Where(container => container.Digest is null).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        if (contents.Count == 0)
        {
            images.AddRange(unknown.Select(container => Image(reference, container, "by its tag, for no digest is known")));
        }

        problems.Add(
            $"{shownAs}: which content of {reference.AsWritten} {unknown[0].Shown} runs is not known ({unknown[0].Why}); "
                + (contents.Count == 0 ? "it is taken by its tag" : "what other pods run is taken")
        );
    }

    private static ListedImage Image(ImageReference reference, Running container, string? reason) =>
        new(reference, container.Pod, null) { Container = container.Name, Reason = reason };

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static List<JsonElement> Items(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private sealed record Running(string Pod, string? Name, string Image, string ImageId)
    {
        public string Shown => $"{Pod}, container {Name},";

        /// <summary>The registry's digest; a bare one is the node's own, which no registry knows.</summary>
        public Digest? Digest =>
            ImageId.LastIndexOf('@') is > 0 and var at && Oci.References.Digest.TryParse(ImageId[(at + 1)..], out var digest)
                ? digest
                : null;

        public string Why => ImageId.Length == 0 ? "it has not started" : "it did not come from a registry";
    }
}
