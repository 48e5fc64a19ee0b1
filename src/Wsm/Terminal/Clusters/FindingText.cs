using Wsm.Product.Catalogs;
using Wsm.Site.Clusters.Judging;

namespace Wsm.Terminal.Clusters;

/// <summary>What was found out about a container's image, in words.</summary>
internal static class FindingText
{
    /// <summary>A few words, for a table.</summary>
    public static string Short(ImageFinding finding) =>
        finding.Verdict switch
        {
            ImageVerdict.Ours => "ours",
            ImageVerdict.OurBytes => "our bytes, other name",
            ImageVerdict.Differs => "other bytes",
            ImageVerdict.PublicName => "public name",
            ImageVerdict.Unknown => "not in the bundle",
            _ => $"cannot be pulled: {Cause(finding.Cause)}",
        };

    /// <summary>What it is, fit to stand after a colon.</summary>
    public static string Long(ImageFinding finding) =>
        finding.Verdict switch
        {
            ImageVerdict.Ours => finding.Use.ImageId is null
                ? "the bundle's name for it; nothing runs yet that could be compared"
                : "the bundle's own",
            ImageVerdict.OurBytes =>
                "the bundle's own bytes under another name; the node has a mirror for it, or it was loaded there beforehand",
            ImageVerdict.Differs => $"other bytes than the bundle's run under this name; the bundle has {finding.Expected}",
            ImageVerdict.PublicName => $"the public name of an image of the bundle; {Reach(finding.Origin)}",
            ImageVerdict.Unknown => "neither its name nor its bytes are in the bundle",
            _ => $"cannot be pulled: {Explain(finding)}",
        };

    /// <summary>FILE:LINE of the chart; null where it is not known.</summary>
    public static string? Place(ImageOrigin? origin) =>
        origin?.Template is { } template ? $"{template}{(origin.Line is { } line ? $":{line}" : "")}" : null;

    private static string Reach(ImageOrigin? origin)
    {
        if (Place(origin) is not { } place)
        {
            return "what it comes from is not known";
        }

        return origin!.Values.Count == 0
            ? $"no value reaches it ({place})"
            : $"it is made from {string.Join(", ", origin.Values.Select(value => value.Path))} ({place})";
    }

    private static string Explain(ImageFinding finding)
    {
        var secrets = finding.Use.PullSecrets;
        return finding.Cause switch
        {
            PullCause.NotPushed => "the bundle holds it, and the registry does not; 'wsm push' brings it",
            PullCause.TagDiffers =>
                $"the registry has {finding.Detail} under this tag, and the bundle {finding.Expected}; 'wsm push' says more",
            PullCause.Certificate =>
                "it is in the registry, and the node does not trust the registry's certificate; its authority must be given "
                    + "to the container runtime",
            PullCause.Credential => secrets.Count == 0
                ? "the registry asks who wants it, and the pod names no imagePullSecrets"
                : $"the registry asks who wants it, and the pod's secret {string.Join(", ", secrets)} is missing in namespace "
                    + $"{finding.Use.Namespace} or not accepted",
            PullCause.Unreachable => "the node does not reach the registry by this name",
            PullCause.PlainHttp => "the registry speaks plain HTTP, and the node's container runtime expects HTTPS",
            PullCause.PublicName =>
                $"this name leads outside; {Reach(finding.Origin)}{(finding.PullName is { } name ? $", and inside it is {name}" : "")}",
            PullCause.NotInBundle => "the bundle does not hold it; --want FILE writes down what to fetch outside",
            PullCause.NeverPull => "its imagePullPolicy is Never, and the node does not have it; 'wsm load' puts it there",
            PullCause.InvalidName => "this is not the name of an image",
            PullCause.Platform => $"it is not there for the processor of node {finding.Use.Node}",
            _ when finding.Detail is { } problem => $"the bundle holds it, and the registry could not be asked ({problem.TrimEnd('.')})",
            _ => "the bundle holds it; mostly it is the registry's certificate or the pull secret",
        };
    }

    private static string Cause(PullCause? cause) =>
        cause switch
        {
            PullCause.NotPushed => "not pushed",
            PullCause.TagDiffers => "the tag differs",
            PullCause.Certificate => "certificate",
            PullCause.Credential => "pull secret",
            PullCause.Unreachable => "registry not reached",
            PullCause.PlainHttp => "plain HTTP",
            PullCause.PublicName => "public name",
            PullCause.NotInBundle => "not in the bundle",
            PullCause.NeverPull => "pulling is forbidden",
            PullCause.InvalidName => "not a name",
            PullCause.Platform => "other processor",
            _ => "not explained",
        };

    /// <summary>Null for what needs no explanation.</summary>
    public static string? Explanation(ImageFinding finding) => finding.IsGood ? null : Long(finding);
}
