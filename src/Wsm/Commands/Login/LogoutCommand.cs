using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci;
using Wsm.Oci.Credentials;

namespace Wsm.Commands.Login;

internal static class LogoutCommand
{
    public static Verb Create(WsmContext context)
    {
        var host = HostArgument.Create();
        var verb = new Verb("logout", "Remove the credentials for a registry from wherever docker, podman and wsm keep them.", context)
        {
            Examples = [new("wsm logout registry.example.com", "Anonymous again")],
        };
        verb.Add(host);
        verb.Runs(
            async (call, cancellation) =>
            {
                var name = HostArgument.Read(call, host);
                var places = await new CredentialStore(new EnvironmentVariables(call.Context.Environment)).EraseAsync(name, cancellation);
                call.Console.Print(
                    places.Count == 0
                        ? $"There were no credentials for {name}."
                        : $"Credentials for {name} are gone from {string.Join(" and ", places)}."
                );
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
