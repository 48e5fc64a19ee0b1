using Wsm.Oci.Registry.Origins;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.CommandLine;

/// <summary>The mirrors that the person names, or that this machine's podman and docker use.</summary>
internal static class MachineMirrors
{
    private const string None = "none";

    /// <param name="given">A <c>registries.conf</c>, or <c>none</c>; null for the machine's own.</param>
    /// <exception cref="UserError">A file cannot be read or followed.</exception>
    public static IReadOnlyList<OriginRule> Read(Invocation call, string? given)
    {
        if (given == None)
        {
            return [];
        }

        if (given is not null)
        {
            var path = call.Context.PathOf(given);
            return File.Exists(path)
                ? RegistriesConf.Read(File.ReadAllText(path), given)
                : throw UserError.Usage($"There is no file {given}.", "--registries-conf takes a registries.conf, or 'none'.");
        }

        return
        [
            .. Files(call).Where(File.Exists).SelectMany(file => RegistriesConf.Read(File.ReadAllText(file), file)),
            .. call.Context.SystemConfiguration is { } system
            && Path.Combine(system, "docker", "daemon.json") is var docker
            && File.Exists(docker)
                ? RegistriesConf.ReadDocker(File.ReadAllText(docker), docker)
                : [],
        ];
    }

    /// <summary>Where podman looks: one file for the user or the machine, and then the machine's further ones.</summary>
    private static IEnumerable<string> Files(Invocation call)
    {
        if (call.Context.Variable("CONTAINERS_REGISTRIES_CONF") is { } named)
        {
            return [named];
        }

        var system = call.Context.SystemConfiguration is { } folder ? Path.Combine(folder, "containers") : null;
        var own = call.Context.Variable("HOME") is { } home ? Path.Combine(home, ".config", "containers", "registries.conf") : null;
        if (own is not null && File.Exists(own))
        {
            return [own];
        }

        if (system is null)
        {
            return [];
        }

        var further = Path.Combine(system, "registries.conf.d");
        return
        [
            Path.Combine(system, "registries.conf"),
            .. Directory.Exists(further) ? Directory.GetFiles(further, "*.conf").Order(StringComparer.Ordinal) : Enumerable.Empty<string>(),
        ];
    }
}
