using Wsm.Product.Failures;

namespace Wsm.Product.Resolving;

/// <summary>What came of resolving a catalog: the components that could be resolved, and why the others could not.</summary>
public sealed record Resolution(ImageSet Set, IReadOnlyList<ComponentFailure> Failures)
{
    /// <summary>The whole set, for work that must not go on with a part of it.</summary>
    /// <exception cref="UserError">A component could not be resolved.</exception>
    public ImageSet Complete() =>
        Failures switch
        {
            [] => Set,
            [var only] => throw new UserError(
                $"The component '{only.Component}' could not be resolved: {only.Error.Message}",
                only.Error.Hint,
                only.Error.Kind,
                only.Error
            )
            {
                Details = only.Error.Details,
            },
            _ => throw new UserError(
                $"{Failures.Count} components could not be resolved.",
                Failures[0].Error.Hint,
                cause: Failures[0].Error
            )
            {
                Details = [.. Failures.Select(failure => $"{failure.Component}: {failure.Error.Message}")],
            },
        };
}

/// <summary>A component that could not be resolved.</summary>
public sealed record ComponentFailure(string Component, UserError Error);
