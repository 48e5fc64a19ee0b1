using System.CommandLine;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.Values.Requests;

namespace Wsm.CommandLine;

/// <summary>The options of a command at whose end values are written.</summary>
internal sealed class ValuesAfterArguments
{
    private readonly Option<string?> _folder = new("--values-out")
    {
        Description = "At the end, write and prove the values that point to where everything went, as 'wsm values' does, into this folder.",
        HelpName = "DIR",
    };
    private readonly ValuesArguments _values = new();
    private readonly EmissionArguments _emission = new();

    public void AddTo(Command command)
    {
        command.Add(_folder);
        _values.AddTo(command);
        _emission.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_folder) is not null)
            {
                return;
            }

            foreach (
                var option in _values.Options.Concat(_emission.Options).Where(option => result.GetResult(option) is { Implicit: false })
            )
            {
                result.AddError($"{option.Name} goes with --values-out.");
            }
        });
    }

    /// <summary>The folder as typed; null when no values are wanted.</summary>
    public string? ReadFolder(Invocation call) => call.Get(_folder) is { Length: > 0 } folder ? folder : null;

    /// <summary>The request with the person's values and everything else that these options say.</summary>
    /// <exception cref="UserError">A file is missing or malformed.</exception>
    public async Task<ValuesRequest> FillAsync(
        ValuesRequest request,
        Invocation call,
        RegistryOptions registries,
        CancellationToken cancellationToken
    )
    {
        await _values.FetchAsync(call, registries, cancellationToken);
        return await _emission.FillAsync(request with { UserValues = _values.ReadLayers(call) }, call, registries, null, cancellationToken);
    }
}
