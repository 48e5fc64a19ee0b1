using System.Diagnostics.CodeAnalysis;

namespace Wsm.Oci.References;

/// <summary>
/// The distribution grammar in one pass from left to right, with no regular expression that hostile text could make slow.
/// </summary>
internal static class ReferenceGrammar
{
    private const int LongestTag = 128;
    private const int LongestRepository = 255;
    private const int LongestHost = 255 + 6;

    internal readonly record struct Parts(string Registry, string Repository, string? Tag, Digest? Digest);

    public static bool TrySplit(string? text, out Parts parts, [NotNullWhen(false)] out string? problem)
    {
        parts = default;
        problem = Split(text, ref parts);
        return problem is null;
    }

    public static bool IsTag(ReadOnlySpan<char> tag) =>
        tag.Length is > 0 and <= LongestTag && tag[0] is not ('.' or '-') && Characters.AreOfTag(tag);

    private static string? Split(string? text, ref Parts parts)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "it is empty";
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return "leave out the scheme (what stands before \"://\")";
        }

        Digest? digest = null;
        var name = text;
        if (text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            name = text[..at];
            if (!Digest.TryParse(text[(at + 1)..], out digest))
            {
                return "what stands after \"@\" is not a sha256 or sha512 digest in lower case";
            }
        }

        string? tag = null;
        if (name.LastIndexOf(':') is >= 0 and var colon && colon > name.LastIndexOf('/'))
        {
            tag = name[(colon + 1)..];
            if (!IsTag(tag))
            {
                return $"the tag {Quoted.Text(tag)} must be 1 to {LongestTag} letters, digits, \"_\", \".\" or \"-\", and not begin "
                    + "with \".\" or \"-\"";
            }

            name = name[..colon];
        }

        if (name.Length == 0)
        {
            return "the name is missing";
        }

        var (registry, repository) = SplitRegistry(name);
        if (ProblemOfRegistry(registry) is { } wrongHost)
        {
            return wrongHost;
        }

        if (ProblemOfRepository(repository) is { } wrongPath)
        {
            return wrongPath;
        }

        if (name.Length == 64 && Characters.AreLowerHex(name))
        {
            return "64 hexadecimal digits are an image id, not a name";
        }

        parts = new Parts(registry, repository, tag, digest);
        return null;
    }

    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        if (slash < 0 || !LooksLikeHost(first))
        {
            return (ImageReference.DefaultRegistry, InLibrary(name));
        }

        var rest = name[(slash + 1)..];
        return first is "docker.io" or "index.docker.io" ? (ImageReference.DefaultRegistry, InLibrary(rest)) : (first, rest);
    }

    private static string InLibrary(string repository) =>
        repository.Length == 0 || repository.Contains('/', StringComparison.Ordinal) ? repository : "library/" + repository;

    private static bool LooksLikeHost(string component) =>
        component == "localhost" || component.AsSpan().ContainsAny('.', ':') || component.Any(char.IsAsciiLetterUpper);

    private static string? ProblemOfRegistry(string registry)
    {
        if (registry.Length > LongestHost)
        {
            return "the registry's host name is too long";
        }

        var host = registry.AsSpan();
        var bracket = registry.StartsWith('[') ? registry.IndexOf(']', StringComparison.Ordinal) : -1;
        var portColon = bracket >= 0 ? bracket + 1 : registry.IndexOf(':', StringComparison.Ordinal);
        if (portColon >= 0 && portColon < registry.Length)
        {
            var port = host[(portColon + 1)..];
            if (
                host[portColon] != ':'
                || port.IsEmpty
                || port.Length > 5
                || port.ContainsAnyExceptInRange('0', '9')
                || int.Parse(port) > 65535
            )
            {
                return $"{Quoted.Text(registry)} is not a registry host with a port";
            }

            host = host[..portColon];
        }

        if (bracket >= 0)
        {
            return IsIpv6(host[1..^1]) ? null : $"{Quoted.Text(registry)} is not an IPv6 address";
        }

        foreach (var range in host.Split('.'))
        {
            if (!IsHostLabel(host[range]))
            {
                return $"{Quoted.Text(registry)} is not a registry host";
            }
        }

        return null;
    }

    private static bool IsIpv6(ReadOnlySpan<char> address) =>
        !address.IsEmpty && Characters.AreOfIpv6(address) && System.Net.IPAddress.TryParse(address, out _);

    private static bool IsHostLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static string? ProblemOfRepository(string repository)
    {
        if (repository.Length > LongestRepository)
        {
            return $"the repository name is longer than {LongestRepository} characters";
        }

        if (repository.Any(char.IsAsciiLetterUpper))
        {
            return "the repository name must be in lower case";
        }

        var path = repository.AsSpan();
        foreach (var range in path.Split('/'))
        {
            if (!IsPathComponent(path[range]))
            {
                return $"{Quoted.Text(path[range].ToString())} is not a valid part of a repository name";
            }
        }

        return null;
    }

    /// <summary>Runs of lower-case letters and digits, joined by one ".", one or two "_", or any number of "-".</summary>
    private static bool IsPathComponent(ReadOnlySpan<char> component)
    {
        if (component.IsEmpty || !IsAlphanumeric(component[0]) || !IsAlphanumeric(component[^1]))
        {
            return false;
        }

        for (var i = 0; i < component.Length; )
        {
            if (IsAlphanumeric(component[i]))
            {
                i++;
                continue;
            }

            var separator = component[i];
            var start = i;
            while (component[i] == separator)
            {
                i++;
            }

            var fits = separator switch
            {
                '.' => i - start == 1,
                '_' => i - start <= 2,
                '-' => true,
                _ => false,
            };
            if (!fits || !IsAlphanumeric(component[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
