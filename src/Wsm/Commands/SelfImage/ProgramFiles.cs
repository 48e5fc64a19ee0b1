using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Product.Failures;

namespace Wsm.Commands.SelfImage;

/// <summary>
/// What this program needs to run where nothing else is: itself, the shared libraries that it has loaded, certificate authorities.
/// </summary>
internal static class ProgramFiles
{
    public const string Program = "/usr/local/bin/wsm";
    public const string Authorities = "/etc/ssl/certs/ca-certificates.crt";

    private const string LoadedFiles = "/proc/self/maps";

    private static readonly string[] UsualAuthorities =
    [
        Authorities,
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    /// <param name="authorities">A file of certificate authorities; null for this machine's.</param>
    /// <returns>Sorted by path.</returns>
    /// <exception cref="UserError">The program is none that an image can hold, or the file holds no certificate.</exception>
    public static IReadOnlyList<ImageFile> OfThisProcess(string? authorities)
    {
        if (
            !OperatingSystem.IsLinux()
            || Environment.ProcessPath is not { } program
            || Path.GetFileNameWithoutExtension(program) == "dotnet"
        )
        {
            throw UserError.Usage(
                "Only the installed program for Linux can be put into an image.",
                "Make it with install.sh, and run that one."
            );
        }

        LoadEverything();
        var files = new SortedDictionary<string, ImageFile>(StringComparer.Ordinal)
        {
            [Program] = new(Program, program) { IsProgram = true },
        };
        foreach (var library in LibrariesIn(File.ReadLines(LoadedFiles)))
        {
            files[library] = new(library, library) { IsProgram = true };
            foreach (var link in LinksTo(library))
            {
                files[link] = new(link, library, IsLink: true);
            }
        }

        if (ElfInterpreter.Of(program) is { } interpreter && !files.ContainsKey(interpreter))
        {
            files[interpreter] = new(interpreter, File.ResolveLinkTarget(interpreter, returnFinalTarget: true)?.FullName ?? interpreter)
            {
                IsProgram = true,
            };
        }

        if ((authorities ?? UsualAuthorities.FirstOrDefault(File.Exists)) is { } bundle)
        {
            RequireCertificates(bundle);
            files[Authorities] = new(Authorities, bundle);
        }

        return [.. files.Values];
    }

    /// <summary>The shared libraries among the files that a process has mapped.</summary>
    public static IEnumerable<string> LibrariesIn(IEnumerable<string> maps) =>
        maps.Select(line => line.IndexOf('/', StringComparison.Ordinal) is var start and >= 0 ? line[start..] : "")
            .Where(path =>
                Path.GetFileName(path) is var name
                && (name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal))
                && !path.EndsWith(" (deleted)", StringComparison.Ordinal)
            )
            .Distinct()
            .Order(StringComparer.Ordinal);

    /// <summary>Cryptography and the resolver bring their libraries when they are first used.</summary>
    private static void LoadEverything()
    {
        SHA256.HashData([]);
        using (ECDsa.Create(ECCurve.NamedCurves.nistP256)) { }
        try
        {
            Dns.GetHostAddresses("localhost");
        }
        catch (SocketException)
        {
            // A machine that does not know itself still has its resolver loaded now.
        }
    }

    /// <summary>Programs ask for libraries by names (libssl.so.3) that may be links to the files (libssl.so.3.0.15).</summary>
    private static IEnumerable<string> LinksTo(string library) =>
        new DirectoryInfo(Path.GetDirectoryName(library)!)
            .EnumerateFiles(Path.GetFileName(library).Split(".so")[0] + ".so.*")
            .Where(file => file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true)?.FullName == library)
            .Select(file => file.FullName);

    private static void RequireCertificates(string file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            if (found.Count > 0)
            {
                return;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw UserError.Usage($"The certificate authorities in '{file}' cannot be read: {error.Message}");
        }

        throw UserError.Usage($"There is no certificate in '{file}'.");
    }
}
