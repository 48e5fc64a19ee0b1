using Wsm.Helm.Data;
using Wsm.Helm.Values;
using Wsm.Product.Secrets;

namespace Wsm.Tests.Values;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("global: {license: abc}", true)]
    [InlineData("global: {bucket: {secretKey: abc}}", true)]
    [InlineData("list: [{name: x}, {adminPassword: abc}]", true)]
    [InlineData("global: {license: \"\"}", false)]
    [InlineData("global: {host: abc, passwordless: true}", false)]
    [InlineData("image: {repository: a/b}", false)]
    public void A_text_under_such_a_key_is_a_secret_wherever_it_stands(string yaml, bool secret) =>
        Assert.Equal(secret, SecretNames.AreIn(Value.Of(ValuesReader.Read(yaml))));
}
