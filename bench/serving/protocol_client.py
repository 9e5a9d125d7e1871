"""Checks a running server with the public client of the Open Inference Protocol (tritonclient).

    ./blockwright serve mobilenet=mobilenet.zip &
    python3 bench/serving/protocol_client.py mobilenet cat.jpg

Sends the image as a file (BYTES) and as pixels (UINT8), and requires the same classes as POST /predictions.
"""
from __future__ import annotations

import base64
import json
import sys
import urllib.request
from pathlib import Path

import numpy as np
import tritonclient.http as protocol
from PIL import Image


def infer(client: protocol.InferenceServerClient, model: str, name: str, array: np.ndarray, datatype: str) -> np.ndarray:
    tensor = protocol.InferInput(name, list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=False)
    output = client.get_model_metadata(model)["outputs"][0]["name"]
    wanted = protocol.InferRequestedOutput(output, binary_data=False)
    return client.infer(model, [tensor], outputs=[wanted], request_id="check").as_numpy(output)


def main() -> None:
    model, file = sys.argv[1], Path(sys.argv[2])
    address = sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1:8080"
    client = protocol.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
    metadata = client.get_model_metadata(model)
    name = metadata["inputs"][0]["name"]
    labels = metadata["outputs"][0]["parameters"]["labels"]
    encoded = np.array([base64.b64encode(file.read_bytes())] * 2, dtype=np.object_)
    of_files = infer(client, model, name, encoded, "BYTES")
    assert of_files.shape == (2, len(labels)) and np.array_equal(of_files[0], of_files[1])
    pixels = np.asarray(Image.open(file).convert("RGB"))[None]
    of_pixels = infer(client, model, name, pixels, "UINT8")
    # Decoders of JPEG differ by a step of a pixel value.
    assert np.abs(of_files[0] - of_pixels[0]).max() < 0.02, np.abs(of_files[0] - of_pixels[0]).max()
    request = urllib.request.Request(f"http://{address}/predictions/{model}?top=5", data=file.read_bytes())
    expected = json.load(urllib.request.urlopen(request))
    best = [{"className": labels[i], "probability": float(of_files[0][i])} for i in np.argsort(-of_files[0])[:5]]
    for one, other in zip(best, expected):
        assert one["className"] == other["className"] and abs(one["probability"] - other["probability"]) < 1e-5, (best, expected)
    print(f"{client.get_server_metadata()['name']}: {model} answers the protocol; best class {best[0]['className']}")


if __name__ == "__main__":
    main()
