using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;

namespace Wsm.Commands.Login;

internal static class LoginCommand
{
    public static Verb Create(WsmContext context)
    {
        var host = HostArgument.Create();
        var registry = new RegistryArguments();
        var verb = new Verb(
            "login",
            "Check a user name and password with a registry, and keep them where docker and podman keep theirs.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm login registry.example.com --username robot --password-stdin < token.txt",
                    "Used by every command from then on, and by docker"
                ),
            ],
        };
        verb.Add(host);
        registry.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var name = HostArgument.Read(call, host);
                if (!registry.NamesUser(call, name))
                {
                    throw UserError.Usage(
                        $"There is no user name for {name}.",
                        $"Write: wsm login {name} --username NAME --password-stdin < FILE"
                    );
                }

                var options = registry.Read(call, onlyFor: name);
                using (var client = new RegistryClient(options with { Retry = options.Retry with { MaxRetries = 1 } }))
                {
                    await client.PingAsync(name, cancellation);
                }

                var credential = await options.Credentials.FindAsync(name, null, cancellation);
                var place = await new CredentialStore(new EnvironmentVariables(call.Context.Environment)).SaveAsync(
                    name,
                    credential!,
                    cancellation
                );
                call.Console.Print($"{name} knows {credential!.Username}; kept in {place}.");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
