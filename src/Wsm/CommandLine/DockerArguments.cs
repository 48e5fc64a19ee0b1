using System.CommandLine;
using System.CommandLine.Parsing;
using Wsm.Oci;
using Wsm.Site.Loading;

namespace Wsm.CommandLine;

/// <summary>Which Docker engine a command speaks to.</summary>
internal sealed class DockerArguments
{
    private readonly Option<string?> _host = new("--docker-host")
    {
        Description =
            "The Docker engine: unix:///path, tcp://HOST:PORT or ssh://USER@HOST (default: $DOCKER_HOST, else that of the context). "
            + "TLS follows $DOCKER_TLS_VERIFY and $DOCKER_CERT_PATH.",
        HelpName = "URL",
    };

    private readonly Option<string?> _context = new("--docker-context")
    {
        Description =
            $"The docker context of the engine (default: $DOCKER_CONTEXT, else the current one, else {DockerAddresses.DefaultSocket}).",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(_host);
        command.Add(_context);
    }

    public bool IsGiven(CommandResult result) => (result.GetValue(_host) ?? result.GetValue(_context)) is not null;

    public DockerAddress Read(Invocation call) =>
        DockerAddresses.Find(call.Get(_host), call.Get(_context), new EnvironmentVariables(call.Context.Environment));
}
